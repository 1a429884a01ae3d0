import type { Problem } from '@callboard/sdk/model'
import { entityResources } from '../../features/catalog/server/permission/entity-resources.ts'
import { policyProblems } from '../../features/permissions/server/examine.ts'
import { type Examination, problemAt } from './examine.ts'

/** Whether the policy can be used, and what is dangerous about it. */
export function checkPolicy({ config: { reader } }: Examination): Problem[] {
  const entities = entityResources(() => {
    throw new Error('the config check reads no entities')
  })
  const { config, files } = policyProblems(reader, [entities])
  return [
    ...config.map(({ key, severity, message, hint }) => problemAt(reader, key, severity, message, hint)),
    ...files,
  ]
}
