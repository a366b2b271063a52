// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

#include "models/alarm.h"

namespace models {

/// Alarm settings as JSON, for a file that others can take: by the alarms' ids whether each is on, its
/// threshold in its own unit, and the initial calls that it is muted for.
QByteArray alarmSettingsToJson(const AlarmSettings& settings);

/// What such a file says; alarms that it does not name are as by default, and ids that nobody knows
/// are passed over, as files may come from another version.
/// Errors: why it is none, or which threshold is out of its range.
tl::expected<AlarmSettings, QString> alarmSettingsFromJson(const QByteArray& json);

}  // namespace models
