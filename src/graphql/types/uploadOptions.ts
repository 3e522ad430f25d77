import { Field, InputType } from 'type-graphql';

@InputType({ description: 'What to take as given about a file instead of sniffing it.' })
export class UploadOptions {
  @Field(() => String, {
    nullable: true,
    description:
      'The character between fields, one ASCII character, not a quote; TAB may be written `\\t`. Default: sniffed.',
  })
  delimiter?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'utf-8, utf-16le, utf-16be or windows-1252, in any case. Default: sniffed.',
  })
  encoding?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'YMD, MDY or DMY: how to read dates. Default: decided from all valid rows of the file.',
  })
  dateOrder?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description:
      'Whether the report gets a trend against the one before it. Later reports are compared with it either way; comparisons do not look at it.',
  })
  compareWithPrevious?: boolean | null;
}
