/** The list of what runs, for the operator's page: every feature with its health, its routes and what they ask for. */
import type { Feature, FeatureParts, Route } from '@callboard/sdk'
import { reasonOf } from '@callboard/sdk'
import type { RunningFeature } from './features/admin/api.ts'
import { programVersion } from './host/program.ts'

export type SetUpFeatures = Map<string, { parts: FeatureParts; tookMs: number }>

/** What the features of the product are for. */
const descriptions: Record<string, string> = {
  catalog: 'Reads entities from files and repositories, and answers questions about them',
  auth: 'Signs people in and checks their tokens',
  identity: 'Signs people in and checks their tokens',
  permission: 'Decides who may do what',
  permissions: 'Decides who may do what',
  audit: 'Remembers who did what',
  organization: 'Brings people and teams in from where they are kept',
  'user-settings': 'Keeps what each person chose: stars, views',
  admin: 'Shows the operator what this portal is doing',
}

/** A health question that takes longer than this is a bad sign by itself. */
const longestMs = 2_000

export async function runningFeatures(features: Feature[], setUp: SetUpFeatures): Promise<RunningFeature[]> {
  return await Promise.all(
    features.map(async (feature) => {
      const done = setUp.get(feature.id)
      return {
        id: feature.id,
        description: descriptions[feature.id] ?? null,
        origin: 'built in',
        version: programVersion(),
        ...(done ? await healthOf(done.parts) : { state: 'starting' as const, message: null }),
        setupMs: done ? Math.round(done.tookMs) : null,
        migrations: feature.migrations?.length ?? 0,
        routes: Object.entries(feature.routes).map(([name, route]) => routeOf(name, route)),
      }
    }),
  )
}

async function healthOf({ health }: FeatureParts): Promise<Pick<RunningFeature, 'state' | 'message'>> {
  if (!health) return { state: 'ok', message: null }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It does not answer')), longestMs)
  })
  try {
    const { status, message = null } = await Promise.race([health(), late])
    return { state: status, message }
  } catch (error) {
    return { state: 'failing', message: reasonOf(error) }
  } finally {
    clearTimeout(timer)
  }
}

function routeOf(name: string, { method, path, summary, access }: Route): RunningFeature['routes'][number] {
  const isPermission = typeof access === 'object'
  return { name, method, path, summary, access: isPermission ? access.permission : access, isPermission }
}
