// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyle>
#include <algorithm>
#include <array>
#include <cmath>

#include "views/theme_style.h"

namespace views {
namespace {

constexpr char motionReducedProperty[] = "genmsgMotionReduced";

struct Swatch {
  QRgb light;
  QRgb dark;
  QColor on(const QPalette& palette) const { return QColor(isDark(palette) ? dark : light); }
};

constexpr std::array<Swatch, seriesColorCount> seriesSwatches{{
    {0xff1b62b5, 0xff6cb0ff},  // blue
    {0xffb04a06, 0xffffa657},  // orange
    {0xff1c7a3c, 0xff5fd38a},  // green
    {0xff7a3fb0, 0xffc79bff},  // purple
    {0xff0b7285, 0xff4fd0e0},  // teal
    {0xffa8286f, 0xffff8fc8},  // magenta
    {0xff75591a, 0xffd9b96a},  // ochre
    {0xffb3261e, 0xffff857c},  // red
}};

constexpr Swatch goodSwatch{0xff1a7337, 0xff62cf88};
constexpr Swatch infoSwatch{0xff1b5fae, 0xff74b3fb};
constexpr Swatch warningSwatch{0xff8a5100, 0xfff2b04c};
constexpr Swatch errorSwatch{0xffb3201a, 0xffff8a80};
constexpr Swatch secondarySwatch{0xff5b636d, 0xffa3abb5};
constexpr Swatch hairlineSwatch{0xffdadde1, 0xff3a4047};
constexpr Swatch heatSwatch{0xfff0a860, 0xff8a4a14};

struct Roles {
  QRgb window, base, alternate, text, button, highlight, highlightedText, link, disabled, toolTip;
  QRgb light, midlight, mid, dark, shadow;
};

constexpr Roles lightRoles{0xfff1f2f4, 0xffffffff, 0xfff7f8f9, 0xff1c2126, 0xfff4f5f7,
                       0xff2a67b8, 0xffffffff, 0xff1b5fae, 0xff838a92, 0xfffbfbf2,
                       0xffffffff, 0xfff8f9fa, 0xffbfc4ca, 0xff9aa1a9, 0xff6b7178};
constexpr Roles darkRoles{0xff22262a, 0xff1a1d20, 0xff1f2327, 0xffe3e6e9, 0xff2c3136,
                      0xff2f65ad, 0xffffffff, 0xff74b3fb, 0xff767e87, 0xff2c3136,
                      0xff454c54, 0xff3a4047, 0xff191c1f, 0xff131517, 0xff0b0c0d};

QPalette paletteOf(const Roles& roles) {
  QPalette palette;
  const auto set = [&](QPalette::ColorRole role, QRgb rgb) { palette.setColor(role, QColor(rgb)); };
  set(QPalette::Window, roles.window);
  set(QPalette::WindowText, roles.text);
  set(QPalette::Base, roles.base);
  set(QPalette::AlternateBase, roles.alternate);
  set(QPalette::Text, roles.text);
  set(QPalette::Button, roles.button);
  set(QPalette::ButtonText, roles.text);
  set(QPalette::BrightText, roles.highlightedText);
  set(QPalette::ToolTipBase, roles.toolTip);
  set(QPalette::ToolTipText, roles.text);
  set(QPalette::Highlight, roles.highlight);
  set(QPalette::HighlightedText, roles.highlightedText);
  set(QPalette::Link, roles.link);
  set(QPalette::LinkVisited, roles.link);
  set(QPalette::PlaceholderText, roles.disabled);
  set(QPalette::Light, roles.light);
  set(QPalette::Midlight, roles.midlight);
  set(QPalette::Mid, roles.mid);
  set(QPalette::Dark, roles.dark);
  set(QPalette::Shadow, roles.shadow);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, QColor(roles.disabled));
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(roles.mid));
  return palette;
}

double channel(int value) {
  const double c = value / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
  return 0.2126 * channel(color.red()) + 0.7152 * channel(color.green()) +
         0.0722 * channel(color.blue());
}

QColor mix(const QColor& a, const QColor& b, double share) {
  const auto part = [share](int from, int to) {
    return static_cast<int>(std::lround(from + (to - from) * share));
  };
  return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

}  // namespace

QPalette lightPalette() { return paletteOf(lightRoles); }
QPalette darkPalette() { return paletteOf(darkRoles); }

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Active, QPalette::Window).lightness() < 128;
}

void applyPalette(QApplication& application, PaletteChoice choice) {
  if (qobject_cast<ThemeStyle*>(application.style()) == nullptr)
    QApplication::setStyle(new ThemeStyle);
  switch (choice) {
    case PaletteChoice::System: QApplication::setPalette(QPalette()); break;
    case PaletteChoice::Light: QApplication::setPalette(lightPalette()); break;
    case PaletteChoice::Dark: QApplication::setPalette(darkPalette()); break;
  }
}

double contrastRatio(const QColor& a, const QColor& b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

QColor seriesColor(const QPalette& palette, int index) {
  return seriesSwatches[static_cast<std::size_t>(index % seriesColorCount)].on(palette);
}

Qt::PenStyle seriesPenStyle(int index) {
  constexpr std::array styles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
  return styles[static_cast<std::size_t>(index / seriesColorCount) % styles.size()];
}

QColor toneColor(const QPalette& palette, Tone tone) {
  switch (tone) {
    case Tone::Neutral: break;
    case Tone::Good: return goodSwatch.on(palette);
    case Tone::Info: return infoSwatch.on(palette);
    case Tone::Warning: return warningSwatch.on(palette);
    case Tone::Error: return errorSwatch.on(palette);
  }
  return palette.color(QPalette::Active, QPalette::Text);
}

QColor toneSurface(const QPalette& palette, Tone tone) {
  const QColor base = palette.color(QPalette::Active, QPalette::Base);
  if (tone == Tone::Neutral) return base;
  return mix(base, toneColor(palette, tone), isDark(palette) ? 0.14 : 0.09);
}

QColor statusColor(const QPalette& palette, genmsg::Status status) {
  switch (status) {
    case genmsg::Status::Running: return goodSwatch.on(palette);
    case genmsg::Status::Runnable: return infoSwatch.on(palette);
    case genmsg::Status::Waiting: return secondarySwatch.on(palette);
    case genmsg::Status::Suspended: return warningSwatch.on(palette);
    case genmsg::Status::Exiting: return errorSwatch.on(palette);
  }
  return palette.color(QPalette::Active, QPalette::Text);
}

QColor heatColor(const QPalette& palette, double share) {
  const QColor base = palette.color(QPalette::Active, QPalette::Base);
  return mix(base, heatSwatch.on(palette), std::clamp(share, 0.0, 1.0));
}

bool isMotionReduced() { return qApp->property(motionReducedProperty).toBool(); }

void setMotionReduced(QApplication& application, bool reduced) {
  application.setProperty(motionReducedProperty, reduced);
}

QColor newRowColor(const QPalette& palette, double newness) {
  return mix(palette.color(QPalette::Active, QPalette::Base), toneSurface(palette, Tone::Good),
             std::clamp(newness, 0.0, 1.0));
}

QColor checkedColor(const QPalette& palette) { return infoSwatch.on(palette); }

QColor checkedSurface(const QPalette& palette) {
  return mix(palette.color(QPalette::Active, QPalette::Button), checkedColor(palette),
             isDark(palette) ? 0.3 : 0.2);
}

QColor hairlineColor(const QPalette& palette) { return hairlineSwatch.on(palette); }
QColor secondaryTextColor(const QPalette& palette) { return secondarySwatch.on(palette); }

int rowHeight(const QFontMetrics& metrics) { return metrics.height() * 3 / 2; }

QFont monospaced(const QFont& font) {
  QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  if (font.pixelSize() > 0) {
    mono.setPixelSize(font.pixelSize());
  } else {
    mono.setPointSizeF(font.pointSizeF());
  }
  return mono;
}

}  // namespace views
