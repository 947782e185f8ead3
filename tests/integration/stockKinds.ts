import * as m from 'whatsapp-api-js/messages'

type Kind = [what: string, make: () => m.Text | Promise<m.Text>]
const kind = (what: string, make: () => unknown) => [what, make] as Kind

export const location = () => new m.Location(106.8, -6.2, 'Kantor', 'Jl. Sudirman 1')

/** Everything that the client can send. @param uploaded takes a file and answers its id */
export const kindsOf = (uploaded: (type: string) => Promise<string>): Kind[] => [
  kind('a text', () => new m.Text('Halo é 😀', true)),
  kind('an image', async () => new m.Image(await uploaded('image/jpeg'), true, 'Ini')),
  kind('an image by its link', () => new m.Image('https://example.com/a.png')),
  kind('a video', async () => new m.Video(await uploaded('video/mp4'), true, 'Ini')),
  kind(
    'a document',
    async () => new m.Document(await uploaded('application/pdf'), true, 'Ini', 'a.pdf'),
  ),
  kind('a sound', async () => new m.Audio(await uploaded('audio/mpeg'), true)),
  kind('a voice note', async () => new m.Audio(await uploaded('audio/ogg'), true, true)),
  kind('a sticker', async () => new m.Sticker(await uploaded('image/webp'), true)),
  kind('a location', location),
  kind(
    'cards',
    () =>
      new m.Contacts([
        new m.Name('Ana Puspita', 'Ana', 'Puspita'),
        new m.Phone('+628123456789', 'WORK', '628123456789'),
        new m.Email('ana@example.com', 'WORK'),
        new m.Address('Indonesia', 'ID', 'DKI', 'Jakarta', 'Jl. Sudirman 1', '10210', 'WORK'),
        new m.Birthday('1990', '01', '31'),
        new m.Organization('ruang', 'Support', 'Agent'),
        new m.Url('https://example.com', 'WORK'),
      ]),
  ),
  kind(
    'buttons',
    () =>
      new m.Interactive(
        new m.ActionButtons(new m.Button('yes', 'Ya'), new m.Button('no', 'Tidak')),
        new m.Body('Kirim?'),
        new m.Header('Pesanan'),
        new m.Footer('ruang'),
      ),
  ),
  kind(
    'buttons under a picture',
    async () =>
      new m.Interactive(
        new m.ActionButtons(new m.Button('yes', 'Ya')),
        new m.Body('Kirim?'),
        new m.Header(new m.Image(await uploaded('image/png'), true)),
      ),
  ),
  kind(
    'a list',
    () =>
      new m.Interactive(
        new m.ActionList(
          'Pilih',
          new m.ListSection('Cabang', new m.Row('1', 'Bandung', 'Jl. Asia Afrika')),
          new m.ListSection('Lain', new m.Row('2', 'Surabaya')),
        ),
        new m.Body('Cabang mana?'),
      ),
  ),
  kind(
    'a call to action',
    () => new m.Interactive(new m.ActionCTA('Buka', 'https://example.com/a'), new m.Body('Lihat')),
  ),
  kind(
    'a flow',
    () =>
      new m.Interactive(
        new m.ActionNavigateFlow('token', '123', 'Mulai', 'FIRST', { a: 1 }),
        new m.Body('Isi'),
      ),
  ),
  kind(
    'a request for the place',
    () => new m.Interactive(new m.ActionLocation(), new m.Body('Di mana?')),
  ),
  kind(
    'a request for the number',
    () => new m.Interactive(new m.ActionContactRequest(), new m.Body('Nomor Anda?')),
  ),
  kind(
    'a template with numbered parameters',
    () =>
      new m.Template(
        'pengingat_angsuran',
        'id',
        new m.BodyComponent(
          ...((['Ibu Dewi', '4', 'Rp 1.850.000', '18 Mei'] as const).map(
            (text) => new m.BodyParameter(text),
          ) as [m.BodyParameter]),
        ),
        new m.PayloadComponent('HELP'),
      ),
  ),
  kind(
    'a template with named parameters',
    () =>
      new m.Template(
        'appointment_reminder',
        'en_US',
        new m.HeaderComponent(new m.HeaderParameter('Bandung', 'branch')),
        new m.BodyComponent(
          new m.BodyParameter('Dewi', 'first_name'),
          new m.BodyParameter('18 May', 'date'),
          new m.BodyParameter('10:00', 'time'),
        ),
      ),
  ),
  kind(
    'a template with a picture and a link',
    async () =>
      new m.Template(
        'promo_akhir_tahun',
        'id',
        new m.HeaderComponent(
          new m.HeaderParameter(new m.Image(await uploaded('image/png'), true)),
        ),
        new m.BodyComponent(new m.BodyParameter('Budi'), new m.BodyParameter('0,9 %')),
        new m.URLComponent('kredit-mobil'),
      ),
  ),
  kind('a one-time code', () => m.Template.OTP('kode_masuk', 'id', '123456')),
]
