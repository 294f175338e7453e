# One image for the scheduler and the web page. It holds no secret and runs as nobody in particular.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /opt/svitlo
COPY requirements-postgres.lock ./
RUN /opt/svitlo/bin/pip install --no-cache-dir --require-hashes -r requirements-postgres.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY tracker tracker
COPY geodata geodata
COPY jobs jobs
COPY seeds seeds
RUN /opt/svitlo/bin/pip install --no-cache-dir "hatchling>=1.27" \
 && /opt/svitlo/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=build /opt/svitlo /opt/svitlo
RUN useradd --system --uid 10001 --no-create-home svitlo \
 && install -d -o svitlo -m 0700 /srv/svitlo /srv/svitlo/out /srv/svitlo/var
ENV PATH=/opt/svitlo/bin:$PATH PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp
WORKDIR /srv/svitlo
USER svitlo
ENTRYPOINT ["svitlo"]
CMD ["--help"]
