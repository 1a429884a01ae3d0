import type { Problem } from '@callboard/sdk/model'
import { stringify } from 'yaml'
import { dataFolder } from '../host/config/host-config.ts'
import { examine } from './check/examine.ts'
import { type CommandInput, isSet, textFlag } from './flags.ts'
import { exitCode, printProblems, showTally, tally } from './report.ts'
import { commandConfig, commandFolder } from './where.ts'

/** The config doctor: everything that is wrong with a config, before it is started. */
export async function runCommand(input: CommandInput): Promise<number> {
  const folder = commandFolder()
  const config = await commandConfig(input)
  const found = await examine({
    config,
    folder,
    env: process.env,
    dataDir: dataFolder(textFlag(input, 'data-dir'), process.env, folder),
    isOffline: isSet(input, 'offline'),
  })
  const problems = inOrder([...config.problems, ...found])
  const counts = tally(problems)
  const code = exitCode(counts, isSet(input, 'strict'))
  if (isSet(input, 'json')) {
    const printed = isSet(input, 'print') ? { config: config.redacted() } : {}
    console.log(
      JSON.stringify({ ok: code === 0, ...counts, files: config.files, problems, ...printed }, null, 2),
    )
    return code
  }
  console.log(`Config: ${config.description}\n`)
  if (isSet(input, 'print')) console.log(`${stringify(config.redacted())}\n`)
  printProblems(problems, folder)
  console.log(
    counts.errors > 0
      ? `${showTally(counts)}: the portal cannot serve all of this.`
      : `${showTally(counts)}.`,
  )
  return code
}

function inOrder(problems: Problem[]): Problem[] {
  const rank = { error: 0, warning: 1, info: 2 }
  return problems.sort((a, b) => rank[a.severity] - rank[b.severity])
}
