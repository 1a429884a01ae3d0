import { parseArgs } from 'node:util'
import { suggest } from '../host/config/suggest.ts'

/** One command of the command line, as data: help and parsing read it; the work is imported when it is run. */
export interface Command {
  name: string
  summary: string
  /** What stands after the flags, e.g. `<files or folders…>`. */
  operands?: string
  /** Without any operand there is nothing to do. */
  needsOperands?: boolean
  flags: Record<string, Flag>
  /** Paragraphs of the command's own help. */
  about: string[]
  examples: [command: string, meaning: string][]
  load(): Promise<{ runCommand(input: CommandInput): Promise<number> }>
}

export interface Flag {
  type: 'text' | 'yes'
  /** Name of the value in help: `<file>`. */
  value?: string
  isRepeatable?: boolean
  about: string
}

export interface CommandInput {
  flags: Record<string, string | boolean | string[]>
  operands: string[]
}

/** Reads the arguments of a command, or says in one sentence what is wrong with them. */
export function readFlags(command: Command, args: string[]): CommandInput | { mistake: string } {
  const options = Object.fromEntries(
    Object.entries(command.flags).map(([name, flag]) => [
      name,
      {
        type: flag.type === 'text' ? ('string' as const) : ('boolean' as const),
        multiple: flag.isRepeatable ?? false,
      },
    ]),
  )
  const { values, positionals, tokens } = parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(command.flags, token.name) ? command.flags[token.name] : undefined
    if (!flag) return { mistake: unknownFlag(command, token.rawName) }
    if (flag.type === 'text' && (!token.value || (!token.inlineValue && token.value.startsWith('-')))) {
      return { mistake: `--${token.name} needs a value: --${token.name} ${flag.value ?? '<value>'}` }
    }
    if (flag.type === 'yes' && token.value !== undefined) return { mistake: `--${token.name} takes no value` }
  }
  if (positionals.length > 0 && !command.operands) {
    return {
      mistake: `'${command.name}' takes only flags, and '${positionals[0]}' is none.${fileHint(positionals[0])}`,
    }
  }
  if (positionals.length === 0 && command.needsOperands) {
    return { mistake: `'${command.name}' needs ${command.operands}` }
  }
  return { flags: values as CommandInput['flags'], operands: positionals }
}

function unknownFlag(command: Command, raw: string): string {
  const close = suggest(raw.replace(/^-+/, ''), Object.keys(command.flags))
  return `'${command.name}' has no flag ${raw}.${close ? ` Did you mean --${close}?` : ''}`
}

function fileHint(operand: string | undefined): string {
  return operand && /\.ya?ml$/.test(operand) ? ` Write --config ${operand} to use it as config.` : ''
}

/** A text flag given at most once. */
export function textFlag(input: CommandInput, name: string): string | undefined {
  const value = input.flags[name]
  return typeof value === 'string' ? value : undefined
}

/** All values of a repeatable flag. */
export function textFlags(input: CommandInput, name: string): string[] {
  const value = input.flags[name]
  return Array.isArray(value) ? value.map(String) : []
}

export function isSet(input: CommandInput, name: string): boolean {
  return input.flags[name] === true
}
