// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QFontMetrics>
#include <QPalette>

#include "genmsg/observe/snapshot.h"

class QApplication;

namespace views {

/// Every colour of the observer: two palettes for Fusion, and what is derived from them.
/// No other file names a colour. Text colours have a contrast of at least 4.5:1 on the palette's
/// base, lines and fills that carry a meaning at least 3:1 (tst_theme checks all of them).
/// Threads: GUI thread.
enum class PaletteChoice { System, Light, Dark };

/// What a colour says; the word or glyph beside it says it too.
enum class Tone { Neutral, Good, Info, Warning, Error };

QPalette lightPalette();
QPalette darkPalette();
bool isDark(const QPalette& palette);

/// Sets style and palette of the whole application; open widgets follow.
void applyPalette(QApplication& application, PaletteChoice choice);

/// Whether what moves or fades only to please stands still, as the user wishes; of the application.
bool isMotionReduced();
void setMotionReduced(QApplication& application, bool reduced);

/// WCAG 2 contrast ratio, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);

inline constexpr int seriesColorCount = 8;
/// Colour of the index-th line of a chart; repeats after seriesColorCount with another pen style.
QColor seriesColor(const QPalette& palette, int index);
Qt::PenStyle seriesPenStyle(int index);

QColor toneColor(const QPalette& palette, Tone tone);
/// A calm surface for a strip or a badge of that tone; toneColor() and text stay readable on it.
QColor toneSurface(const QPalette& palette, Tone tone);
QColor statusColor(const QPalette& palette, genmsg::Status status);
/// Background of a cell that holds `share` (0 to 1) of what is much; plain base at 0.
QColor heatColor(const QPalette& palette, double share);
/// Surface of a row that has just come; plain base at 0, what text stays readable on at 1.
QColor newRowColor(const QPalette& palette, double newness);
/// Frame and surface of a button that is down; the frame stands out from the window by 3:1, and text
/// on the surface stays readable.
QColor checkedColor(const QPalette& palette);
QColor checkedSurface(const QPalette& palette);
/// Lines that separate but say nothing: grids, frames.
QColor hairlineColor(const QPalette& palette);
/// Text that may be read later: units, hints, ages. Still 4.5:1.
QColor secondaryTextColor(const QPalette& palette);

/// Of a row in a table or tree: some air, and no more than fits many rows.
int rowHeight(const QFontMetrics& metrics);

/// The system's monospaced font in the size of `font`: pids, numbers, terms.
QFont monospaced(const QFont& font);

}  // namespace views
