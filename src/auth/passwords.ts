/** OWASP's argon2id setting for servers with little memory: 19 MiB and about 35 ms for each sign-in. */
const COST = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

/** The hash of a password nobody has, for users who do not exist: verifying against it takes as long as a real one. */
const DUMMY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$GK6E5vkcjRHgUIpkoBfVNHWHvjAUoS9xaIe2wcMhv9I$uQWxWsgvLm+OUVPaf5Rvdqv3VvE5JJ1TxPnv75j+lOg'

// The same letters may be different code points on another keyboard.
const normal = (password: string) => password.normalize('NFKC')

/** Hashes on another thread, so that the event loop is not blocked. */
export function hashPassword(password: string): Promise<string> {
  return Bun.password.hash(normal(password), COST)
}

/** Takes the same time whether or not there is a hash, so that timing does not reveal which users exist. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const known = hash?.startsWith('$argon2id$') ?? false
  const right = await Bun.password.verify(normal(password), known ? hash! : DUMMY_HASH)
  return known && right
}
