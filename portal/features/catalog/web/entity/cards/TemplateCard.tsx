import type { EntityView } from '@callboard/sdk/model'
import { Button, buttonClass, Panel, usePortal } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { objectOf, textOf } from '../../data/entity-text.ts'
import classes from './cards.module.css'

/** What a template asks and does, and the way to start it. */
export function TemplateCard({ entity }: { entity: EntityView }) {
  const portal = usePortal()
  const canLaunch = portal.features.some((feature) =>
    feature.pages?.some((page) => page.path.startsWith('/create')),
  )
  const namespace = entity.metadata.namespace ?? 'default'
  const questions = questionsOf(entity)
  const steps = listOf(entity.spec?.steps)
  return (
    <Panel
      title="Template"
      actions={
        canLaunch ? (
          <Link
            to={`/create/templates/${encodeURIComponent(namespace)}/${encodeURIComponent(entity.metadata.name)}`}
            className={buttonClass}
          >
            Launch Template
          </Link>
        ) : (
          <Button disabled title="Templates are not switched on in this portal">
            Launch Template
          </Button>
        )
      }
    >
      {!canLaunch && <p className={classes.reason}>Templates are not switched on in this portal.</p>}
      <h3 className={classes.subtitle}>It asks for</h3>
      {questions.length === 0 && <p className="cb-muted">Nothing.</p>}
      <ul className={classes.steps}>
        {questions.slice(0, 60).map((question) => (
          <li key={question.key} className={classes.step} dir="auto">
            <span>
              {question.title}
              {question.isRequired && <span className="cb-muted"> (required)</span>}
            </span>
            <code>{question.type}</code>
          </li>
        ))}
      </ul>
      <h3 className={classes.subtitle}>It does</h3>
      {steps.length === 0 && <p className="cb-muted">Nothing yet: it has no steps.</p>}
      <ol className={classes.steps}>
        {steps.slice(0, 60).map((step, index) => (
          <li key={index} className={classes.step} dir="auto">
            <span className={classes.number}>{index + 1}</span>
            <span>{textOf(step.name) || textOf(step.id) || textOf(step.action)}</span>
            <code>{textOf(step.action)}</code>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

interface Question {
  key: string
  title: string
  type: string
  isRequired: boolean
}

/** `spec.parameters` is one form or a list of them. */
function questionsOf(entity: EntityView): Question[] {
  const { parameters } = entity.spec ?? {}
  const forms = Array.isArray(parameters) ? listOf(parameters) : [objectOf(parameters)]
  return forms.flatMap((form, index) => {
    const required = Array.isArray(form.required) ? form.required : []
    return Object.entries(objectOf(form.properties)).map(([key, schema]) => {
      const field = objectOf(schema)
      return {
        key: `${index} ${key}`,
        title: textOf(field.title) || key,
        type: textOf(field['ui:field']) || textOf(field.type),
        isRequired: required.includes(key),
      }
    })
  })
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}
