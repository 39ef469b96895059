import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('12-security')
