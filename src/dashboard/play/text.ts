import { useOwnStrings } from '../i18n/ownStrings.ts'
import { en } from './en.ts'
import { id } from './id.ts'

const STRINGS = { en, id }

export const useText = () => useOwnStrings(STRINGS)
export type SimulatorText = ReturnType<typeof useText>
