import { OpenAPIHono } from '@hono/zod-openapi'
import { asyncApi } from '../protocol/asyncapi.ts'
import type { HttpEnv } from './deps.ts'
import { docsPageRoutes } from './docsPage.ts'
import { openApiInfo, plainRoutes } from './openApi.ts'

/** `/openapi.json` and `/asyncapi.json`, made from the schemas that validate, and `/docs`, which shows both. */
export function documentRoutes(app: OpenAPIHono<HttpEnv>) {
  for (const route of plainRoutes) app.openAPIRegistry.registerPath(route)
  const openApi = once(() => app.getOpenAPI31Document(openApiInfo))
  const events = once(asyncApi)
  return new OpenAPIHono<HttpEnv>()
    .get('/openapi.json', (c) => c.json(openApi()))
    .get('/asyncapi.json', (c) => c.json(events()))
    .route('/docs', docsPageRoutes())
}

/** All routes are there when the first request comes, and stay. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
