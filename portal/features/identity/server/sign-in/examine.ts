/** Reads the providers of a config without running them, for the config doctor. */
import type { ConfigReader, Database, Log } from '@callboard/sdk'
import { readOrigins } from './origins.ts'
import { providerKinds } from './provider-kinds.ts'
import { createRegistry, type SignInProblem } from './registry.ts'

const quiet: Log = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => quiet,
}

export function signInProblems(config: Pick<ConfigReader, 'get'>): readonly SignInProblem[] {
  const told = config.get('backend.baseUrl') ?? config.get('app.baseUrl')
  const baseUrl = typeof told === 'string' && URL.canParse(told) ? told : 'http://localhost:7007'
  const never = async (): Promise<never> => {
    throw new Error('nobody signs in while a config is examined')
  }
  return createRegistry(config, baseUrl, readOrigins(config, baseUrl), {
    kinds: providerKinds,
    log: quiet,
    clock: { now: Date.now },
    fetch: never,
    // Providers touch it when somebody signs in, and not before.
    db: {} as Database,
    seal: { seal: never, open: never },
    signIns: { complete: never, refused: () => {} },
  }).problems
}
