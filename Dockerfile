# One image for the scheduler and the web page. It holds no secret and runs as nobody in particular.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /opt/svitlo && python -m venv /opt/build
COPY requirements-postgres.lock requirements-build.lock ./
RUN /opt/svitlo/bin/pip install --no-cache-dir --require-hashes -r requirements-postgres.lock \
 && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY tracker tracker
COPY geodata geodata
COPY jobs jobs
COPY seeds seeds
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /opt/svitlo/bin/pip install --no-cache-dir --no-deps /wheel/*.whl

FROM python:3.11-slim
COPY --from=build /opt/svitlo /opt/svitlo
RUN useradd --system --uid 10001 --no-create-home svitlo \
 && install -d -o svitlo -m 0700 /srv/svitlo /srv/svitlo/out /srv/svitlo/var
ENV PATH=/opt/svitlo/bin:$PATH PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp
WORKDIR /srv/svitlo
USER svitlo
ENTRYPOINT ["svitlo"]
CMD ["--help"]
