// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace views {

/// The observer's icons, drawn when they are painted: they take the colours of the application's
/// palette at that moment and are sharp at every size and device pixel ratio. A grid of 16 units,
/// lines of 1.5 units, round ends.
/// Threads: GUI thread.
enum class IconId {
  Application,
  Overview,
  Processes,
  Tree,
  Charts,
  LoadTest,
  Trace,
  Alarms,
  Log,
  Pause,
  Play,
  Refresh,
  Suspend,
  Resume,
  Step,
  Skip,
  Watch,
  Edit,
  Send,
  Terminate,
  Kill,
  Filter,
  Clear,
  Copy,
  Save,
  Start,
  Stop,
  Live,
  Locate,
  Info,
  Good,
  Warning,
  Error,
};

QIcon icon(IconId id);

}  // namespace views
