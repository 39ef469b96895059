/** What `read` gives, or this where what it reads of has gone meanwhile: processes end, and groups go, when they like. */
export function or<T>(read: () => T, gone: T): T {
  try {
    return read()
  } catch {
    return gone
  }
}
