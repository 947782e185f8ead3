import { OpenAPIHono } from '@hono/zod-openapi'
import { asyncApi } from '../protocol/asyncapi.ts'
import { cachedText } from './cachedText.ts'
import type { HttpEnv } from './deps.ts'
import { docsPageRoutes } from './docsPage.ts'
import { openApiDocument, plainRoutes } from './openApi.ts'

const TYPE = 'application/json'

/** `/openapi.json` and `/asyncapi.json`, generated from the schemas that validate, and `/docs`, which shows both. */
export function documentRoutes(app: OpenAPIHono<HttpEnv>) {
  for (const route of plainRoutes) app.openAPIRegistry.registerPath(route)
  // Generated at the first request: by then all routes are registered.
  const openApi = () => JSON.stringify(openApiDocument(app))
  return new OpenAPIHono<HttpEnv>()
    .get('/openapi.json', cachedText(TYPE, openApi))
    .get(
      '/asyncapi.json',
      cachedText(TYPE, () => JSON.stringify(asyncApi())),
    )
    .route('/docs', docsPageRoutes())
}
