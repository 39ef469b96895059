import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('05-mount')
