import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('01-process')
