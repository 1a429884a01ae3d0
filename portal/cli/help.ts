import type { Command } from './flags.ts'

/** What `callboard --help` prints. */
export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  return [
    'Callboard: the developer portal as one program.',
    '',
    'Usage: callboard <command> [flags]',
    '',
    'Commands:',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    '  callboard help <command>   what a command does, its flags and examples',
    '  callboard --version        the version',
    '',
    'Without any config Callboard serves its sample company:',
    '  callboard serve',
    'With your own, as you have it from Backstage:',
    '  callboard serve --config app-config.yaml --config app-config.production.yaml',
  ].join('\n')
}

/** What `callboard help <command>` prints. */
export function commandHelp(command: Command): string {
  const flags = Object.entries(command.flags).map(([name, flag]) => ({
    left: `--${name}${flag.type === 'text' ? ` ${flag.value ?? '<value>'}` : ''}`,
    right: flag.about + (flag.isRepeatable ? ' (may be repeated)' : ''),
  }))
  const width = Math.max(...flags.map((flag) => flag.left.length), 6)
  const usage = ['callboard', command.name, '[flags]', command.operands].filter(Boolean).join(' ')
  return [
    command.summary,
    '',
    `Usage: ${usage}`,
    '',
    ...command.about.flatMap((paragraph) => [...wrap(paragraph), '']),
    'Flags:',
    ...flags.map((flag) => `  ${flag.left.padEnd(width)}  ${flag.right}`),
    `  ${'--help'.padEnd(width)}  print this`,
    '',
    'Examples:',
    ...command.examples.flatMap(([text, meaning]) => [`  ${text}`, `      ${meaning}`]),
  ].join('\n')
}

function wrap(paragraph: string, width = 92): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
