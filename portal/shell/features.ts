import type { WebFeature } from '@callboard/sdk/web'
import { adminWeb } from '../features/admin/web/index.ts'
import { auditWeb } from '../features/audit/web/index.ts'
import { catalogWeb } from '../features/catalog/web/index.ts'
import { homeWeb } from '../features/home/web/index.ts'
import { identityWeb } from '../features/identity/web/index.ts'
import { permissionsWeb } from '../features/permissions/web/index.ts'
import { settingsWeb } from '../features/settings/web/index.ts'

/** Every feature with something to show, in the order of the navigation. */
export const features: WebFeature[] = [
  homeWeb,
  catalogWeb,
  settingsWeb,
  identityWeb,
  permissionsWeb,
  auditWeb,
  adminWeb,
]
