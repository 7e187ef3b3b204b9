# The app for others: looks at what is mounted at /data, writes into /cache and /state alone, runs as nobody in particular.
#   docker build -t sft-explorer .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges -p 127.0.0.1:8501:8501 \
#     -v /srv/datasets:/data:ro -v explorer-cache:/cache -v explorer-state:/state sft-explorer
# docs/deploy.md has the rest: a proxy, a login, roles.
FROM python:3.12-slim AS wheels
WORKDIR /src
COPY . .
# Every package of the run and of the login, as wheels: the image itself then needs no network, compiler or cache.
RUN pip wheel --no-cache-dir --wheel-dir /wheels '.[login]'

FROM python:3.12-slim
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels 'sft-explorer[login]' \
    && useradd --uid 10001 --create-home explorer \
    && install -d -o 10001 -g 10001 /cache /state /data
ENV EXPLORER_CACHE=/cache EXPLORER_DATA=/state NUMBA_CACHE_DIR=/cache/numba \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp BASE_PATH=
VOLUME ["/cache", "/state"]
WORKDIR /tmp
USER 10001:10001
EXPOSE 8501
# BASE_PATH: the path of --url, where there is one.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import os, urllib.request as u; path = os.environ['BASE_PATH'].strip('/'); u.urlopen('http://127.0.0.1:8501/' + (path + '/' if path else '') + '_stcore/health', timeout=4)"]
ENTRYPOINT ["sft-explorer", "serve", "--read-only", "--address", "0.0.0.0", "--port", "8501"]
CMD ["--root", "/data", "--allow-host", "localhost"]
