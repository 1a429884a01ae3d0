import { startPortal } from '../main.ts'
import { type CommandInput, textFlag, textFlags } from './flags.ts'
import { commandFolder, portFlag } from './where.ts'

/** Runs the portal until a signal ends it. A second signal does not wait for open requests. */
export async function runCommand(input: CommandInput): Promise<number> {
  const port = portFlag(input)
  const host = textFlag(input, 'host')
  const dataDir = textFlag(input, 'data-dir')
  const portal = await startPortal({
    configFiles: textFlags(input, 'config'),
    env: process.env,
    cwd: commandFolder(),
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host }),
    ...(dataDir !== undefined && { dataDir }),
  })
  const asked = untilAsked()
  try {
    // Whichever comes first: a start that can never succeed, or a signal.
    await Promise.race([portal.ready, asked])
    await asked
  } finally {
    await portal.close()
  }
  return 0
}

function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        for (const again of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(again, () => process.exit(1))
        resolve()
      })
    }
  })
}
