/** One of the numbers that the simulated account has. */
export type OurNumber = { id: string; displayPhoneNumber: string; name: string }

export type Numbers = ReturnType<typeof createNumbers>

/** The WhatsApp Business Account of all numbers. */
export const WABA_ID = '102290129340398'
export const FIRST_NUMBER_ID = '106540352242922'
const FIRST: OurNumber = {
  id: FIRST_NUMBER_ID,
  displayPhoneNumber: '15550783881',
  name: 'Contoh Finance',
}
const MAX_NUMBERS = 1_000

/** Any id of digits counts as a number of ours, so that every channel can be simulated. */
export function createNumbers(firstId: string = FIRST.id) {
  const first = { ...FIRST, id: firstId }
  const known = new Map([[first.id, first]])

  return {
    first,
    all: () => [...known.values()],
    find(id: string): OurNumber | null {
      const number = known.get(id)
      if (number || !/^\d{1,30}$/.test(id) || known.size >= MAX_NUMBERS) return number ?? null
      const added = {
        id,
        displayPhoneNumber: `1555${id.slice(-7).padStart(7, '0')}`,
        name: `${FIRST.name} ${known.size + 1}`,
      }
      known.set(id, added)
      return added
    },
  }
}
