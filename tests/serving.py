"""The web application on a loopback port of its own, for tests and pictures."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

WAITING = 128


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application in a thread, give its address, stop it."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(WAITING)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
