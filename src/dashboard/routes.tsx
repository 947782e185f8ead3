import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { loadModule } from './data/loadModule.ts'
import { InboxPage } from './inbox/InboxPage.tsx'
import { readInboxSearch } from './inbox/inboxSearch.ts'
import { NoRoom } from './inbox/NoRoom.tsx'
import { sessionState } from './session/session.ts'
import { Shell } from './shell/Shell.tsx'
import { loadRoom } from './thread/loadRoom.ts'

const root = createRootRoute({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // SECURITY: only a path of our own, never another site (open redirect).
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } =>
    typeof next === 'string' && /^\/[^/\\]/.test(next) ? { next } : {},
  beforeLoad: ({ search }) => {
    if (sessionState().kind === 'in') throw redirect({ to: search.next ?? '/inbox' })
  },
  component: page(() => import('./signin/SignInRoute.tsx'), 'SignInRoute'),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ location }) => {
    if (sessionState().kind === 'in') return
    throw redirect({
      to: '/sign-in',
      search: location.pathname === '/' ? {} : { next: location.href },
    })
  },
  component: Shell,
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox' })
  },
})

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: '/inbox',
  validateSearch: readInboxSearch,
  component: InboxPage,
})

const noRoom = createRoute({ getParentRoute: () => inbox, path: '/', component: NoRoom })

const room = createRoute({
  getParentRoute: () => inbox,
  path: '$roomId',
  // Accepts UUIDs in capitals too. The server writes them in lower case.
  params: { parse: ({ roomId }) => ({ roomId: roomId.toLowerCase() }) },
  component: lazyRouteComponent(loadRoom, 'RoomRoute'),
})

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: page(() => import('./settings/SettingsPage.tsx'), 'SettingsPage'),
})

const manage = createRoute({
  getParentRoute: () => signedIn,
  path: '/manage',
  component: page(() => import('./manage/ManagePage.tsx'), 'ManagePage'),
})
const managed = [
  createRoute({ getParentRoute: () => manage, path: '/' }),
  createRoute({
    getParentRoute: () => manage,
    path: '/users',
    component: page(() => import('./manage/UsersPage.tsx'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: () => manage,
    path: '/channels',
    component: page(() => import('./manage/ChannelsPage.tsx'), 'ChannelsPage'),
  }),
  createRoute({
    getParentRoute: () => manage,
    path: '/connection',
    component: page(() => import('./manage/ConnectionPage.tsx'), 'ConnectionPage'),
  }),
  createRoute({
    getParentRoute: () => manage,
    path: '/quick-replies',
    component: page(() => import('./manage/QuickRepliesPage.tsx'), 'QuickRepliesPage'),
  }),
  createRoute({
    getParentRoute: () => manage,
    path: '/quarantine',
    component: page(() => import('./manage/QuarantinePage.tsx'), 'QuarantinePage'),
  }),
  createRoute({
    getParentRoute: () => manage,
    path: '/audit',
    component: page(() => import('./manage/AuditPage.tsx'), 'AuditPage'),
  }),
]

const leads = createRoute({
  getParentRoute: () => signedIn,
  path: '/lead-list',
  component: page(() => import('./leads/LeadsPage.tsx'), 'LeadsPage'),
})

const templates = createRoute({
  getParentRoute: () => signedIn,
  path: '/template-list',
  component: page(() => import('./templates/TemplatesPage.tsx'), 'TemplatesPage'),
})

const statistics = createRoute({
  getParentRoute: () => signedIn,
  path: '/statistics',
  component: page(() => import('./statistics/StatisticsPage.tsx'), 'StatisticsPage'),
})

const simulator = createRoute({
  getParentRoute: () => signedIn,
  path: '/simulator',
  component: page(() => import('./play/SimulatorPage.tsx'), 'SimulatorPage'),
})

export const routes = root.addChildren([
  signIn,
  signedIn.addChildren([
    home,
    inbox.addChildren([noRoom, room]),
    leads,
    templates,
    statistics,
    simulator,
    manage.addChildren(managed),
    settings,
  ]),
])

/** A page whose code is loaded when it is opened. */
function page<M extends Record<string, unknown>, K extends keyof M & string>(
  load: () => Promise<M>,
  name: K,
) {
  return lazyRouteComponent(() => loadModule(load), name)
}
