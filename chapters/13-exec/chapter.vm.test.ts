import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('13-exec')
