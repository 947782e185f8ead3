import { usePageStrings } from '../i18n/usePageStrings.ts'
import { en } from './en.ts'
import { id } from './id.ts'

const STRINGS = { en, id }

export const useText = () => usePageStrings(STRINGS)
export type SimulatorText = ReturnType<typeof useText>
