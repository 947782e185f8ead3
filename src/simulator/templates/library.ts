/** A template as the Graph API lists it. */
export type SimulatedTemplate = {
  id: string
  name: string
  language: string
  status: string
  category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION'
  parameter_format: 'POSITIONAL' | 'NAMED'
  components: TemplatePart[]
}

export type TemplatePart =
  | { type: 'HEADER'; format: 'TEXT' | 'IMAGE' | 'DOCUMENT'; text?: string; example?: object }
  | { type: 'BODY'; text: string; example?: object; add_security_recommendation?: boolean }
  | { type: 'FOOTER'; text?: string; code_expiration_minutes?: number }
  | { type: 'BUTTONS'; buttons: TemplateButton[] }

export type TemplateButton =
  | { type: 'QUICK_REPLY'; text: string }
  | { type: 'URL'; text: string; url: string; example?: string[] }
  | { type: 'PHONE_NUMBER'; text: string; phone_number: string }
  | { type: 'COPY_CODE'; text: string; example: string[] }
  | { type: 'REQUEST_CONTACT_INFO'; text: string }

/** The account's templates: every category and kind of parameter, in Indonesian and English. */
export const TEMPLATES: readonly SimulatedTemplate[] = [
  {
    id: '1407680676729941',
    name: 'pengingat_angsuran',
    language: 'id',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      {
        type: 'BODY',
        text: 'Halo {{1}}, angsuran ke-{{2}} sebesar {{3}} jatuh tempo pada {{4}}. Ada yang bisa kami bantu?',
        example: { body_text: [['Ibu Dewi', '4', 'Rp 1.850.000', '18 Mei 2026']] },
      },
      { type: 'FOOTER', text: 'Abaikan pesan ini bila sudah membayar' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Minta bantuan' },
          { type: 'QUICK_REPLY', text: 'Sudah bayar' },
        ],
      },
    ],
  },
  {
    id: '1689556908129832',
    name: 'appointment_reminder',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'HEADER',
        format: 'TEXT',
        text: 'Your appointment at {{branch}}',
        example: { header_text_named_params: [{ param_name: 'branch', example: 'Bandung' }] },
      },
      {
        type: 'BODY',
        text: 'Hi {{first_name}}, we look forward to seeing you on {{date}} at {{time}}.',
        example: {
          body_text_named_params: [
            { param_name: 'first_name', example: 'Dewi' },
            { param_name: 'date', example: '18 May 2026' },
            { param_name: 'time', example: '10:00' },
          ],
        },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Confirm' },
          { type: 'QUICK_REPLY', text: 'Change the date' },
        ],
      },
    ],
  },
  {
    id: '1689556908129833',
    name: 'appointment_reminder',
    language: 'id',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'HEADER',
        format: 'TEXT',
        text: 'Janji temu Anda di {{branch}}',
        example: { header_text_named_params: [{ param_name: 'branch', example: 'Bandung' }] },
      },
      {
        type: 'BODY',
        text: 'Halo {{first_name}}, kami tunggu kedatangan Anda pada {{date}} pukul {{time}}.',
        example: {
          body_text_named_params: [
            { param_name: 'first_name', example: 'Dewi' },
            { param_name: 'date', example: '18 Mei 2026' },
            { param_name: 'time', example: '10.00' },
          ],
        },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Konfirmasi' },
          { type: 'QUICK_REPLY', text: 'Ubah jadwal' },
        ],
      },
    ],
  },
  {
    id: '2190464918034211',
    name: 'promo_akhir_tahun',
    language: 'id',
    status: 'APPROVED',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [
      {
        type: 'HEADER',
        format: 'IMAGE',
        example: { header_handle: ['https://scontent.whatsapp.net/v/t61/promo.png'] },
      },
      {
        type: 'BODY',
        text: 'Hai {{1}}! Nikmati bunga mulai {{2}} untuk pengajuan sebelum akhir tahun. 🎉',
        example: { body_text: [['Budi', '0,9 %']] },
      },
      { type: 'FOOTER', text: 'Balas STOP untuk berhenti' },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Ajukan sekarang',
            url: 'https://contohfinance.example/ajukan/{{1}}',
            example: ['https://contohfinance.example/ajukan/kredit-mobil'],
          },
          { type: 'QUICK_REPLY', text: 'Berhenti promosi' },
        ],
      },
    ],
  },
  {
    id: '3314982748812077',
    name: 'payment_receipt',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      {
        type: 'HEADER',
        format: 'DOCUMENT',
        example: { header_handle: ['https://scontent.whatsapp.net/v/t61/receipt.pdf'] },
      },
      {
        type: 'BODY',
        text: 'Thank you, {{1}}. We have received {{2}}; the receipt is attached.',
        example: { body_text: [['Dewi', 'Rp 1.850.000']] },
      },
    ],
  },
  {
    id: '4071925563310018',
    name: 'kode_masuk',
    language: 'id',
    status: 'APPROVED',
    category: 'AUTHENTICATION',
    parameter_format: 'POSITIONAL',
    components: [
      {
        type: 'BODY',
        text: '*{{1}}* adalah kode verifikasi Anda. Demi keamanan, jangan bagikan kode ini.',
        add_security_recommendation: true,
        example: { body_text: [['123456']] },
      },
      { type: 'FOOTER', code_expiration_minutes: 10 },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Salin kode',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
            example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456'],
          },
        ],
      },
    ],
  },
  {
    id: '5520193847561029',
    name: 'ask_for_number',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'BODY', text: 'To find your contract, we need your phone number.' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'REQUEST_CONTACT_INFO', text: 'Share phone number' }],
      },
    ],
  },
  {
    id: '6619283746500112',
    name: 'survei_layanan',
    language: 'id',
    status: 'PENDING',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [{ type: 'BODY', text: 'Seberapa puas Anda dengan layanan kami?' }],
  },
  {
    id: '7712093847561200',
    name: 'promo_lebaran',
    language: 'id',
    status: 'PAUSED',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [
      {
        type: 'BODY',
        text: 'Selamat Lebaran, {{1}}! Ada hadiah untuk Anda.',
        example: { body_text: [['Budi']] },
      },
    ],
  },
]
