-- As before, and why the last message failed.
CREATE OR REPLACE VIEW room_facts AS
SELECT r.id, r.activity_at, r.participant_ids,
  json_build_object(
    'id', r.id, 'title', r.title, 'customer_type', r.customer_type, 'status', r.status, 'tags', r.tags,
    'unread_count', r.unread_count, 'message_count', r.message_count,
    'activity_at', iso(r.activity_at), 'customer_at', iso(r.customer_at), 'created_at', iso(r.created_at),
    'channel', json_build_object(
      'id', h.id, 'phone_number_id', h.phone_number_id, 'display_phone_number', h.display_phone_number),
    'contact', json_build_object(
      'id', c.id, 'name', c.profile_name, 'phone', c.wa_id, 'user_id', c.bsuid, 'username', c.username),
    'lead', CASE WHEN l.id IS NULL THEN NULL ELSE json_build_object(
      'id', l.id, 'name', l.name, 'phone', l.phone, 'outstanding', l.outstanding, 'loan_type', l.loan_type,
      'leads_status', l.leads_status, 'contact_status', l.contact_status) END,
    'last_message', CASE WHEN m.id IS NULL THEN NULL ELSE json_build_object(
      'id', m.id, 'content_text', m.content_text, 'content_type', m.content_type, 'created_at', iso(m.created_at),
      'user_id', m.user_id, 'wa_message_id', m.wa_message_id, 'direction', m.direction, 'status', m.status,
      'original_filename', m.original_filename,
      'error', CASE WHEN m.status = 'failed' AND m.metadata ? 'error' THEN json_build_object(
        'code', m.metadata->'error'->'code', 'title', m.metadata->'error'->'title') END) END,
    'participants', CASE WHEN r.participant_ids = '{}' THEN '[]'::json ELSE (
      SELECT coalesce(json_agg(json_build_object('user_id', u.id, 'name', u.name, 'role', u.role,
                                                 'assigned_at', iso(p.assigned_at)) ORDER BY p.assigned_at, u.id), '[]')
        FROM room_participants p JOIN users u ON u.id = p.user_id WHERE p.room_id = r.id) END
  ) AS facts
FROM rooms r
JOIN channels h ON h.id = r.channel_id
JOIN contacts c ON c.id = r.contact_id
LEFT JOIN leads l ON l.id = r.lead_id
LEFT JOIN messages m ON m.id = r.last_message_id
WHERE r.merged_into IS NULL;
