/** A selector that returns the same result as long as the inputs that `look` picks are the same. */
export function createSelector<S, A extends readonly unknown[], T>(
  look: (state: S) => A,
  compute: (seen: A) => T,
): (state: S) => T {
  let last: { seen: A; answer: T } | undefined
  return (state) => {
    const seen = look(state)
    if (!last || seen.some((one, i) => !Object.is(one, last!.seen[i]))) {
      last = { seen, answer: compute(seen) }
    }
    return last.answer
  }
}
