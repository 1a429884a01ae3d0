import { Button } from '@callboard/ui'
import type { PermissionInfo } from '../../api.ts'
import form from '../parts/form.module.css'
import type { Asked } from './question.ts'

/** What people ask about most. */
const common = [
  'catalog.entity.read',
  'catalog.entity.delete',
  'catalog.entity.refresh',
  'catalog.location.create',
  'audit.read',
  'admin.read',
]

/** What is missing before there is an answer, and permissions to start from. */
export function FirstSteps({
  asked,
  permissions,
  onChoose,
}: {
  asked: Asked
  permissions: PermissionInfo[]
  onChoose(part: Partial<Asked>): void
}) {
  const offered = common.flatMap((name) => permissions.find((permission) => permission.name === name) ?? [])
  const isNamed = asked.permission.trim() !== ''
  return (
    <section className={form.stack} aria-label="What to do">
      <p className="cb-muted">
        {isNamed ? 'Now say who.' : 'Say who, and choose what they want to do.'} With an entity the answer is
        a plain yes or no; without one it may depend on which entity it is.
      </p>
      {!isNamed && offered.length > 0 && (
        <div className={form.row}>
          {offered.map(({ name, description }) => (
            <Button key={name} title={name} onClick={() => onChoose({ permission: name })}>
              {description}
            </Button>
          ))}
        </div>
      )}
    </section>
  )
}
