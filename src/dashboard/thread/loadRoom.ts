import { loadModule } from '../data/loadModule.ts'

/** The conversation's code. It is loaded once the list is there, so that the first room opens at once. */
export const loadRoom = () => loadModule(() => import('./RoomRoute.tsx'))
