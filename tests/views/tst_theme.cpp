// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/unit_test.h"
#include "views/icons.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"

namespace {

constexpr double textContrast = 4.5;
constexpr double lineContrast = 3.0;

}  // namespace

class TestTheme : public test::UnitTest {
  Q_OBJECT

 private:
  static void addPalettes() {
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("light") << views::lightPalette();
    QTest::newRow("dark") << views::darkPalette();
  }

 private Q_SLOTS:
  void colors_haveContrast_data() { addPalettes(); }
  void colors_haveContrast() {
    QFETCH(QPalette, palette);
    for (const auto group : {QPalette::Base, QPalette::AlternateBase, QPalette::Window}) {
      const QColor ground = palette.color(group);
      QCOMPARE_GE(views::contrastRatio(palette.color(QPalette::Text), ground), textContrast);
      QCOMPARE_GE(views::contrastRatio(views::secondaryTextColor(palette), ground), textContrast);
      for (int i = 0; i < views::seriesColorCount; ++i) {
        QCOMPARE_GE(views::contrastRatio(views::seriesColor(palette, i), ground), textContrast);
      }
      for (const auto status : {genmsg::Status::Running, genmsg::Status::Runnable,
                                genmsg::Status::Waiting, genmsg::Status::Suspended,
                                genmsg::Status::Exiting}) {
        QCOMPARE_GE(views::contrastRatio(views::statusColor(palette, status), ground),
                    textContrast);
      }
    }
    // A button that is down, beside those that are up.
    QCOMPARE_GE(views::contrastRatio(views::checkedColor(palette), palette.color(QPalette::Window)),
                lineContrast);
    QCOMPARE_GE(views::contrastRatio(palette.color(QPalette::ButtonText),
                                     views::checkedSurface(palette)),
                textContrast);
    QCOMPARE_GE(views::contrastRatio(palette.color(QPalette::HighlightedText),
                                     palette.color(QPalette::Highlight)),
                textContrast);
    QCOMPARE_GE(views::contrastRatio(palette.color(QPalette::Highlight),
                                     palette.color(QPalette::Base)),
                palette.color(QPalette::Base).lightness() < 128 ? 2.5 : lineContrast);
  }

  void surfaces_keepTextReadable_data() { addPalettes(); }
  void surfaces_keepTextReadable() {
    QFETCH(QPalette, palette);
    const QColor text = palette.color(QPalette::Text);
    for (const auto tone : {views::Tone::Good, views::Tone::Info, views::Tone::Warning,
                            views::Tone::Error}) {
      const QColor surface = views::toneSurface(palette, tone);
      QCOMPARE_GE(views::contrastRatio(text, surface), textContrast);
      QCOMPARE_GE(views::contrastRatio(views::toneColor(palette, tone), surface), textContrast);
    }
    for (double share = 0; share <= 1.0; share += 0.1) {
      QCOMPARE_GE(views::contrastRatio(text, views::heatColor(palette, share)), textContrast);
    }
  }

  void heat_growsWithTheMailbox() {
    QCOMPARE(views::ValueBarDelegate::heatOf(0), 0.0);
    QCOMPARE(views::ValueBarDelegate::heatOf(qQNaN()), 0.0);
    QCOMPARE_LT(views::ValueBarDelegate::heatOf(10), 0.15);
    QCOMPARE_GT(views::ValueBarDelegate::heatOf(10'000), 0.5);
    QCOMPARE(views::ValueBarDelegate::heatOf(1e9), 1.0);
  }

  void icons_followThePalette() {
    const auto drawn = [] {
      return views::icon(views::IconId::Pause).pixmap(QSize(16, 16), 2.0).toImage();
    };
    views::applyPalette(*qApp, views::PaletteChoice::Light);
    const QImage light = drawn();
    views::applyPalette(*qApp, views::PaletteChoice::Dark);
    const QImage dark = drawn();
    QCOMPARE(light.size(), QSize(32, 32));
    QVERIFY(light != dark);
    views::applyPalette(*qApp, views::PaletteChoice::System);
  }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
