/** The audit log as a feature. */
import { type Audit, defineRoutes, type Feature, noAudit } from '@callboard/sdk'

export interface AuditFeature extends Feature {
  audit: Audit
}

export function auditFeature(): AuditFeature {
  return {
    id: 'audit',
    routes: defineRoutes({}),
    audit: noAudit,
    setup: async () => ({ handlers: {} }),
  }
}
