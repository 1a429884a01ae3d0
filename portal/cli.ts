/**
 * The command line: finds the command, reads its flags, runs it. Commands are imported when they are run, so
 * that `--version` and `--help` answer at once.
 */
import { commands } from './cli/commands.ts'
import { readFlags } from './cli/flags.ts'
import { commandHelp, programHelp } from './cli/help.ts'
import { suggest } from './host/config/suggest.ts'

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const [first, ...rest] = args
  if (first === '--version' || first === '-v' || first === 'version') {
    const { programVersion } = await import('./host/program.ts')
    console.log(programVersion())
    return 0
  }
  if (first === undefined || first === '--help' || first === '-h') return print(programHelp(commands))
  if (first === 'help') return help(rest[0])
  // `callboard --config app-config.yaml` is what people type who come from `node packages/backend`.
  return first.startsWith('-') ? run('serve', args) : run(first, rest)
}

async function run(name: string, args: string[]): Promise<number> {
  const command = commands.find((each) => each.name === name)
  if (!command) return unknownCommand(name)
  if (args.includes('--help') || args.includes('-h')) return print(commandHelp(command))
  const read = readFlags(command, args)
  if ('mistake' in read) {
    console.error(`${read.mistake}\nRun 'callboard help ${name}' to see how it is used.`)
    return 2
  }
  const { runCommand } = await command.load()
  try {
    return await runCommand(read)
  } catch (error) {
    const { PortalError, reasonOf } = await import('@callboard/sdk')
    console.error(reasonOf(error))
    // What a person can mend is a sentence; anything else is ours, and its place helps whoever mends it.
    if (!(error instanceof PortalError) && process.env.LOG_LEVEL === 'debug') console.error(error)
    return 1
  }
}

function help(name: string | undefined): number {
  if (name === undefined) return print(programHelp(commands))
  const command = commands.find((each) => each.name === name)
  return command ? print(commandHelp(command)) : unknownCommand(name)
}

function unknownCommand(name: string): number {
  const close = suggest(
    name,
    commands.map((command) => command.name),
  )
  const meant = close ? ` Did you mean '${close}'?` : ''
  console.error(`Callboard has no command '${name}'.${meant}\nRun 'callboard help' to see them all.`)
  return 2
}

function print(text: string): number {
  console.log(text)
  return 0
}
