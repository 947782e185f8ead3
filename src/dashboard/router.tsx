import { createRouter } from '@tanstack/react-router'
import { routes } from './routes.tsx'
import { Failed } from './shell/Failed.tsx'
import { NotFound } from './shell/NotFound.tsx'

export const router = createRouter({
  routeTree: routes,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
