# Two images from one file, both with exactly what constraints.txt pins. Neither runs as root, and both work with a read-only
# root, given /data, /var/cache/oncue and /tmp to write to. docker-compose.yml puts them together.
#   docker build --target service -t oncue-service .   the API, and `oncue reaper` and `keys`: no torch, engine or weights
#   docker build --target worker  -t oncue-worker  .   `oncue worker` and `oncue align`: the speech engines and the weights
FROM python:3.11-slim-bookworm AS base
ENV PIP_NO_CACHE_DIR=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /app
COPY constraints.txt pyproject.toml ./
COPY scripts/setup.py scripts/setup.py

FROM base AS worker-packages
# Linux packages of torch carry CUDA (several GB) unless they come from PyTorch's own index of CPU builds.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
# With CI set, an image without openai-whisper fails to build.
RUN CI=true python scripts/setup.py --packages-only text speech whisper service

FROM base AS service-packages
RUN python scripts/setup.py --packages-only text service

FROM python:3.11-slim-bookworm AS runtime
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ONCUE_CACHE_DIR=/var/cache/oncue \
    ONCUE_DATA_DIR=/data
# A new volume takes over owner and rights of the folder it is mounted on.
RUN useradd --create-home --uid 1000 oncue \
    && install -d -m 1777 /var/cache/oncue /data \
    && install -d -o oncue -g oncue /data/blobs
COPY pyproject.toml README.md LICENSE /app/
COPY oncue /app/oncue
WORKDIR /data

FROM runtime AS service
COPY --from=service-packages /app/.venv /app/.venv
COPY service /app/service
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation --editable /app
USER 1000
# Off loopback, requests need an API key: `docker compose exec service oncue keys create NAME`.
# With an arena for each of its threads, glibc keeps what large uploads and downloads needed for good.
ENV ONCUE_HOST=0.0.0.0 \
    MALLOC_ARENA_MAX=2
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s CMD ["python", "-c", "\
import os, urllib.request; \
urllib.request.urlopen('http://127.0.0.1:' + (os.environ.get('ONCUE_PORT') or '8000') + '/livez', timeout=5)"]
CMD ["gunicorn", "--config", "python:service.gunicorn_conf", "service.wsgi:app"]

FROM runtime AS worker
COPY --from=worker-packages /app/.venv /app/.venv
COPY worker /app/worker
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation --editable /app
USER 1000
# `oncue worker` and at least one process of its pool, which it makes anew when one is lost.
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["python", "-c", "\
import pathlib, sys; \
lines = [path.read_bytes() for path in pathlib.Path('/proc').glob('[0-9]*/cmdline') if path.exists()]; \
sys.exit(sum(b'-m\\0worker\\0' in line for line in lines) < 2)"]
ENTRYPOINT ["oncue"]
CMD ["worker"]
