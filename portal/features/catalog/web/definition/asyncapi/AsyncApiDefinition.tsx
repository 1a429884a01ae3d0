import type { ViewerProps } from '../DefinitionView.tsx'
import { type Read, readDocument } from '../reading/read-document.ts'
import { Reading } from '../Unreadable.tsx'
import { AsyncApiView } from './AsyncApiView.tsx'
import { type AsyncApi, readAsyncApi } from './asyncapi-model.ts'

/** The viewer of `asyncapi`. */
export default function AsyncApiDefinition({ text, format }: ViewerProps) {
  return (
    <Reading text={text} format={format} read={readText}>
      {(api) => <AsyncApiView api={api} />}
    </Reading>
  )
}

async function readText(text: string): Promise<Read<AsyncApi>> {
  const read = await readDocument(text)
  return 'problem' in read ? read : readAsyncApi(read.value)
}
