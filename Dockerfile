# Two images from one file. Neither runs as root; both install exactly what constraints.txt pins, and run `oncue`.
#   docker build --target worker  -t oncue-worker  .   with the speech engines and the weights: `oncue align`
#   docker build --target service -t oncue-service .   text work only: no torch, no speech engine, no weights
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
RUN CI=true python scripts/setup.py --packages-only text speech whisper

FROM base AS service-packages
RUN python scripts/setup.py --packages-only text service

FROM python:3.11-slim-bookworm AS runtime
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ONCUE_CACHE_DIR=/var/cache/oncue
RUN useradd --create-home --uid 1000 oncue \
    && install -d -m 1777 /var/cache/oncue /data
COPY pyproject.toml README.md LICENSE /app/
COPY alignment /app/alignment
COPY jobs /app/jobs
COPY oncue /app/oncue
WORKDIR /data
ENTRYPOINT ["oncue"]
CMD ["--help"]

FROM runtime AS service
COPY --from=service-packages /app/.venv /app/.venv
COPY service /app/service
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation --editable /app
USER 1000

FROM runtime AS worker
COPY --from=worker-packages /app/.venv /app/.venv
COPY worker /app/worker
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation --editable /app
USER 1000
