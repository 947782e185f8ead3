import { createContext, use } from 'react'

/** Shows the list of rooms again where search results take its place. */
export const CloseSearch = createContext<() => void>(() => {})
export const useCloseSearch = () => use(CloseSearch)
