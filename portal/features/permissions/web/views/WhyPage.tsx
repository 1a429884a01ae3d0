import { Failed, Skeleton, TextField } from '@callboard/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { useExplanation, useMatrix, useRefs, type WhyQuestion } from '../data/policy-data.ts'
import form from '../parts/form.module.css'
import { PolicyPage } from '../parts/PolicyPage.tsx'
import { Answer } from '../why/Answer.tsx'
import { FirstSteps } from '../why/FirstSteps.tsx'
import { type Asked, questionOf } from '../why/question.ts'

/** Why somebody may or may not do something, and which rule decides it. The address holds the question. */
export default function WhyPage() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const text = (key: string) => (typeof search[key] === 'string' ? (search[key] as string) : '')
  const asked: Asked = { user: text('user'), permission: text('permission'), entity: text('entity') }
  const set = (part: Partial<Asked>) =>
    void navigate({ to: '.', search: { ...asked, ...part } as never, replace: true })
  const matrix = useMatrix()
  const users = useRefs(asked.user, 'user')
  const entities = useRefs(asked.entity)
  const permissions = matrix.data?.permissions ?? []
  const named = permissions.find(({ name }) => name === asked.permission.trim())
  const isAboutEntities = named === undefined || named.resourceType !== undefined
  const question = useDeferredValue(questionOf(isAboutEntities ? asked : { ...asked, entity: '' }))
  const key = JSON.stringify(question)
  const explanation = useExplanation(question && (JSON.parse(key) as WhyQuestion))
  return (
    <PolicyPage lead="Why may somebody do something, or why may they not? Say who, what, and where it matters on which entity: the answer names the rule that decides.">
      <div className={form.stack}>
        <div className={form.columns}>
          <TextField
            label="Person"
            value={asked.user}
            onChange={(user) => set({ user })}
            suggestions={users}
            placeholder="user:default/ada"
            hint="Type a part of their name."
            mono
          />
          <TextField
            label="Permission"
            value={asked.permission}
            onChange={(permission) => set({ permission })}
            suggestions={permissions.map(({ name }) => name)}
            placeholder="catalog.entity.delete"
            hint={named ? `${named.description}.` : 'What they want to do.'}
            mono
          />
          <TextField
            label="Entity"
            value={asked.entity}
            onChange={(entity) => set({ entity })}
            suggestions={entities}
            placeholder="component:default/payments-api"
            hint={isAboutEntities ? 'What they want to do it to; may be left out.' : 'Not about entities.'}
            disabled={!isAboutEntities}
            mono
          />
        </div>
        {!question && <FirstSteps asked={asked} permissions={permissions} onChoose={set} />}
        {question && explanation.isPending && <Skeleton width={420} />}
        {explanation.error && (
          <Failed
            title="This could not be explained"
            error={explanation.error}
            retry={() => void explanation.refetch()}
          />
        )}
        {question && explanation.data && !explanation.error && <Answer explanation={explanation.data} />}
      </div>
    </PolicyPage>
  )
}
