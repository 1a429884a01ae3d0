import { CopyButton, SafeLink, Segmented } from '@callboard/ui'
import { useMemo, useState } from 'react'
import { Badge } from '../explorer/Explorer.tsx'
import type { Json } from '../reading/values.ts'
import { About, SchemaTree, TypeLabel } from '../schema/SchemaTree.tsx'
import { viewSchema } from '../schema/schema-view.ts'
import { CodeBlock } from '../text/CodeBlock.tsx'
import { Markdown } from '../text/Markdown.tsx'
import { curlOf } from './curl.ts'
import type { OpenApi, Operation } from './openapi-model.ts'
import { type Answer, type Content, detailOf, type Parameter } from './operation-detail.ts'

/** One operation: how to call it and what it answers. */
export function OperationView({ api, operation }: { api: OpenApi; operation: Operation }) {
  const detail = useMemo(() => detailOf(api, operation), [api, operation])
  const curl = useMemo(() => curlOf(operation, detail, api.root), [operation, detail, api])
  const { body } = detail
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title" dir="auto">
          {operation.summary || operation.path}
        </h2>
        <div className="def-call">
          <Badge text={operation.method} />
          <code className="def-path" dir="ltr">
            {operation.path}
          </code>
          {operation.isDeprecated && <span className="def-deprecated">deprecated</span>}
          {operation.isWebhook && <span className="def-tag">webhook</span>}
          <CopyButton text={operation.path} label="Copy path" />
        </div>
      </header>
      <Markdown text={detail.description} />
      {detail.docs !== '' && (
        <p>
          <SafeLink href={detail.docs}>More documentation</SafeLink>
        </p>
      )}
      <div className="def-columns">
        <div className="def-column">
          <Access detail={detail} />
          <Parameters title="Parameters" parameters={detail.parameters} root={api.root} />
          {body && (
            <section className="def-section">
              <h3 className="def-section-title">
                Request body
                {body.isRequired && <span className="def-required">required</span>}
              </h3>
              <Markdown text={body.description} />
              <Contents contents={body.contents} root={api.root} label="Request body" />
            </section>
          )}
          <Answers answers={detail.responses} root={api.root} />
          {detail.callbacks.map((callback) => (
            <section key={callback.name} className="def-section">
              <h3 className="def-section-title">Calls back: {callback.name}</h3>
              {callback.calls.map((call) => (
                <p key={call}>
                  <code>{call}</code>
                </p>
              ))}
            </section>
          ))}
        </div>
        {!operation.isWebhook && (
          <div className="def-aside">
            <CodeBlock title="curl" text={curl} language="text" />
            <Examples answers={detail.responses} />
          </div>
        )}
      </div>
    </article>
  )
}

function Access({ detail }: { detail: ReturnType<typeof detailOf> }) {
  if (detail.security.length === 0) return null
  const ways = detail.security.map((schemes) => schemes.map((scheme) => scheme.name).join(' and '))
  return (
    <p className="def-access">
      Needs <strong>{ways.join(' or ')}</strong>
    </p>
  )
}

function Parameters({ title, parameters, root }: { title: string; parameters: Parameter[]; root: Json }) {
  if (parameters.length === 0) return null
  return (
    <section className="def-section">
      <h3 className="def-section-title">{title}</h3>
      <ul className="def-fields def-fields-flat">
        {parameters.map((parameter) => (
          <ParameterItem key={`${parameter.in} ${parameter.name}`} parameter={parameter} root={root} />
        ))}
      </ul>
    </section>
  )
}

function ParameterItem({ parameter, root }: { parameter: Parameter; root: Json }) {
  const view = useMemo(() => viewSchema(parameter.schema, root), [parameter, root])
  const examples = parameter.example === undefined ? view.examples : [String(parameter.example)]
  return (
    <li className="def-field">
      <div className="def-field-head">
        <span className="def-field-name">{parameter.name}</span>
        {parameter.in !== 'header' && <span className="def-tag">{parameter.in}</span>}
        {parameter.isRequired && <span className="def-required">required</span>}
        <TypeLabel view={{ ...view, isDeprecated: view.isDeprecated || parameter.isDeprecated }} />
      </div>
      <About view={{ ...view, examples, description: parameter.description || view.description }} />
    </li>
  )
}

/** The schema of a body, for each of its media types. */
export function Contents({ contents, root, label }: { contents: Content[]; root: Json; label: string }) {
  const [chosen, setChosen] = useState(0)
  const content = contents[chosen] ?? contents[0]
  if (!content) return null
  return (
    <>
      {contents.length > 1 && contents.length <= 3 ? (
        <Segmented
          label={`Media type: ${label}`}
          value={String(chosen)}
          options={contents.map((one, index) => ({ value: String(index), label: one.mediaType }))}
          onChange={(value) => setChosen(Number(value))}
        />
      ) : (
        <p className="def-media">{contents.map((one) => one.mediaType).join(', ')}</p>
      )}
      {content.schema !== undefined && (
        <SchemaTree key={content.mediaType} schema={content.schema} root={root} />
      )}
    </>
  )
}

function Answers({ answers, root }: { answers: Answer[]; root: Json }) {
  if (answers.length === 0) return null
  return (
    <section className="def-section">
      <h3 className="def-section-title">Responses</h3>
      {answers.map((answer, index) => (
        <details key={answer.status} className="def-answer" open={index === 0}>
          <summary>
            <span className="def-status" data-class={answer.status[0]}>
              {answer.status}
            </span>
            <span dir="auto">{answer.description.split('\n')[0]?.slice(0, 200)}</span>
          </summary>
          <div className="def-answer-body">
            {answer.description.includes('\n') && <Markdown text={answer.description} />}
            <Contents contents={answer.contents} root={root} label={`Response ${answer.status}`} />
            <Parameters title="Headers" parameters={answer.headers} root={root} />
            {answer.contents.length === 0 && answer.headers.length === 0 && (
              <p className="def-faint">Without a body.</p>
            )}
          </div>
        </details>
      ))}
    </section>
  )
}

function Examples({ answers }: { answers: Answer[] }) {
  const good = answers.find((answer) => /^[2d]/i.test(answer.status) && answer.contents.length > 0)
  const content = good?.contents[0]
  if (!good || !content) return null
  return content.examples
    .slice(0, 3)
    .map((example) => (
      <CodeBlock
        key={example.title}
        title={`${good.status} ${example.title === 'Example' ? content.mediaType : example.title}`}
        text={example.text}
        language={/json/.test(content.mediaType) ? 'json' : 'text'}
      />
    ))
}
