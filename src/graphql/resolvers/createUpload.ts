import { randomUUID } from 'node:crypto';
import { Arg, Ctx, Float, Mutation, Resolver } from 'type-graphql';
import { UPLOAD_LINK_SECONDS } from '../../store/announcedUpload.js';
import type { DirectRequest } from '../../store/objectTypes.js';
import { UPLOADS_PREFIX } from '../../store/receiveUpload.js';
import { requireRole } from '../access.js';
import { type Announcement, checkAnnouncement } from '../announcement.js';
import { askerOf, type GraphContext, type Services } from '../context.js';
import { CreatedUpload } from '../types/createdUpload.js';

/** Uploads whose bytes come in a request of their own. */
@Resolver()
export class CreateUploadResolver {
  @Mutation(() => CreatedUpload, {
    description:
      'Announces a file that is then sent by the request of the answer: to the object store itself where clients can reach it, else to the service. Analysed by analyzeUpload once it has been sent; removed after UPLOAD_UNUSED_AFTER when it never is. BAD_USER_INPUT, EMPTY_FILE, TOO_LARGE, RATE_LIMITED.',
  })
  async createUpload(
    @Arg('fileName', () => String, { description: 'Its name, without folders.' }) fileName: string,
    @Arg('bytes', () => Float, { description: 'Its size; other sizes are refused.' }) bytes: number,
    @Arg('sha256', () => String, {
      nullable: true,
      description:
        'Its SHA-256, in hexadecimal: the analysis fails with UPLOAD_DIFFERS when the bytes that came have another.',
    })
    sha256: string | null,
    @Ctx() context: GraphContext,
  ): Promise<CreatedUpload> {
    const { services, viewer } = context;
    const { username: createdBy } = requireRole(viewer, 'ANALYST');
    const announced = checkAnnouncement(fileName, bytes, sha256 ?? null, services.maxUploadBytes);
    await services.rates.upload(askerOf(context));

    const id = randomUUID();
    const objectKey = `${UPLOADS_PREFIX}${id}`;
    const expiresAt = new Date(Date.now() + UPLOAD_LINK_SECONDS * 1000);
    const { url, headers } = await requestFor(id, objectKey, announced, expiresAt, services);
    await services.store.uploads.create({
      id,
      objectKey,
      fileName: announced.fileName,
      bytes: announced.bytes,
      sha256: null,
      announcedSha256: announced.sha256,
      createdBy,
    });
    const pairs = Object.entries(headers).map(([name, value]) => ({ name, value }));
    return { uploadId: id, url, method: 'PUT', headers: pairs, expiresAt };
  }
}

/** Past the service where the object store takes a file of this size by one request. */
async function requestFor(
  id: string,
  objectKey: string,
  announced: Announcement,
  expiresAt: Date,
  { objects: { direct }, uploadUrl }: Services,
): Promise<DirectRequest> {
  if (direct === null || announced.bytes > direct.largestUpload)
    return { url: uploadUrl(id, expiresAt), headers: {} };
  return direct.upload(objectKey, announced, UPLOAD_LINK_SECONDS);
}
