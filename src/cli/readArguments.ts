import { type ParseArgsConfig, parseArgs } from 'node:util'

/**
 * The arguments of a command, or the end of it: `--help` prints how it is used, and an argument that it does not take is
 * named in a line.
 */
export function readArguments<T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  if (process.argv.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs(config)
  } catch (error) {
    const [said] = (error as Error).message.split('. ')
    console.error(`${said}; see --help`)
    process.exit(1)
  }
}
