import { arriving } from '../data/arriving.ts'

/** The conversation: loaded once the list is there, so that the first room opens at once. */
export const loadRoom = () => arriving(() => import('./RoomRoute.tsx'))
