/** The conversation: loaded once the list is there, so that the first room opens at once. */
export const loadRoom = () => import('./RoomRoute.tsx')
