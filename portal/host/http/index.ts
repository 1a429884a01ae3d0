export type { RawHandler } from './api.ts'
export { createHttp, type Http, type HttpOptions } from './create-http.ts'
export { type HttpSettings, httpSettings } from './settings.ts'
