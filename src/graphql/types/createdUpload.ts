import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars.js';

@ObjectType({ description: 'A header of a request.', simpleResolvers: true })
export class RequestHeader {
  @Field(() => String, { description: 'Its name, in lower case.' })
  name!: string;

  @Field(() => String, { description: 'Its value, to be sent exactly so.' })
  value!: string;
}

@ObjectType({
  description: 'How the bytes of an announced upload are sent: one request, without a token.',
  simpleResolvers: true,
})
export class CreatedUpload {
  @Field(() => ID, { description: 'Names the upload, for analyzeUpload and compareUploads.' })
  uploadId!: string;

  @Field(() => String, {
    description:
      'Where the request goes: to the object store itself, or to this service, path-absolute or under PUBLIC_URL.',
  })
  url!: string;

  @Field(() => String, { description: 'Its method, PUT; the body is the bytes of the file as they are.' })
  method!: string;

  @Field(() => [RequestHeader], {
    description:
      'Headers that the request must carry, beside the Content-Length of the announced size, which clients set by themselves.',
  })
  headers!: RequestHeader[];

  @Field(() => DateTime, { description: 'Until when the request can be begun.' })
  expiresAt!: Date;
}
