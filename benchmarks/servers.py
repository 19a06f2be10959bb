"""PostgreSQL and nginx from Debian's packages, for one run, in a temporary directory."""

import asyncio
import os
import shutil
import socket
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from sandbox.balancer import Balancer

POSTGRES_DIRECTORIES = "/usr/lib/postgresql/*/bin"
STOP_SECONDS = 10.0

NGINX = """
daemon off;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    upstream weather_bot {{
        {servers}
        keepalive 32;
    }}
    server {{
        listen 127.0.0.1:{port};
        location = /hook {{
            client_max_body_size 1m;
            proxy_pass http://weather_bot;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_connect_timeout 2s;
            proxy_read_timeout 30s;
            proxy_next_upstream error timeout http_502 http_503 http_504 non_idempotent;
            proxy_next_upstream_tries 3;
        }}
    }}
}}
"""
"""The configuration of nginx, as in deploy/nginx.conf but without TLS."""


class Cluster:
    """A PostgreSQL server with one database."""

    def __init__(self, directory: Path, port: int) -> None:
        self._bin = max(Path("/").glob(POSTGRES_DIRECTORIES.lstrip("/")))
        self._data = directory / "data"
        self._directory = directory
        self._port = port

    @property
    def url(self) -> str:
        """The DATABASE_URL."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return int((self._data / "postmaster.pid").read_text(encoding="ascii").split()[0])

    async def create(self) -> None:
        """Create the files of the server and start it."""
        self._directory.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self._directory, "postgres", "postgres")
        await self._run("initdb", "--auth=trust", "--username=postgres", f"--pgdata={self._data}")
        await self._control("start")

    async def restart(self) -> None:
        """Stop the server at once, as a crash would, and start it again."""
        await self._control("restart", "--mode=immediate")

    async def stop(self) -> None:
        """Stop the server."""
        await self._control("stop", "--mode=fast")

    async def execute(self, statement: str) -> list[asyncpg.Record]:
        """Return the rows of *statement*."""
        connection = await asyncpg.connect(host="127.0.0.1", port=self._port, user="postgres", database="postgres")
        try:
            rows: list[asyncpg.Record] = await connection.fetch(statement)
            return rows
        finally:
            await connection.close()

    async def cut_connections(self) -> int:
        """End all connections of clients and return their number."""
        others = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        return len(await self.execute(f"SELECT pg_terminate_backend(pid) {others}"))

    async def _control(self, *arguments: str) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._directory}"
        log = str(self._directory / "log")
        await self._run("pg_ctl", *arguments, "--wait", f"--pgdata={self._data}", f"--log={log}", "-o", options)

    async def _run(self, program: str, *arguments: str) -> None:
        # The server refuses to run as root.
        user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        process = await asyncio.create_subprocess_exec(
            *user, str(self._bin / program), *arguments, cwd="/", stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE
        )
        _, errors = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"{program} failed: {errors.decode()}")


@asynccontextmanager
async def proxy(directory: Path, port: int, ports: Sequence[int]) -> AsyncIterator[tuple[str, str]]:
    """Pass requests on to the servers on *ports*; yield the name of the proxy and its URL.

    The proxy is nginx on *port*, or the sandbox's proxy if nginx is not installed.
    """
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        async with Balancer([f"http://127.0.0.1:{number}" for number in ports]) as balancer:
            yield "the sandbox's proxy", balancer.url
        return
    configuration = _configure_nginx(directory, port, ports)
    process = await asyncio.create_subprocess_exec(
        nginx, "-c", str(configuration), "-e", str(directory / "error.log"), stdin=DEVNULL
    )
    try:
        yield "nginx", f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()


def _configure_nginx(directory: Path, port: int, ports: Sequence[int]) -> Path:
    """Create *directory* with the configuration of nginx, and return the path of the configuration."""
    directory.mkdir()
    servers = "\n".join(f"server 127.0.0.1:{number} max_fails=3 fail_timeout=2s;" for number in ports)
    path = directory / "nginx.conf"
    path.write_text(NGINX.format(directory=directory, port=port, servers=servers), encoding="utf-8")
    return path


def free_port() -> int:
    """Return a port of this machine that is not in use."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
