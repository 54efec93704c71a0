// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IPriceOracle} from "../oracle/IPriceOracle.sol";
import {ITradeAdapter} from "./adapters/ITradeAdapter.sol";
import {IVaultRules, Mandate, Trade} from "./Mandate.sol";

/// @notice What is counted as a vault's own of one token, and whether its mandate still names the token.
struct Holding {
    uint128 amount;
    bool listed;
}

/// @notice A vault's mandate and positions, as stored.
/// @param spentWad What trades lost, less what has drained since, as part of the vault's worth with 18 decimals.
/// @param positions Tokens with an amount.
struct Desk {
    uint16 slippageBpsMax;
    uint16 windowSlippageBpsMax;
    uint32 windowSeconds;
    uint16 positionBpsMax;
    uint16 drawdownBpsMax;
    uint64 spentWad;
    uint40 spentAt;
    address[] positions;
    address[] assets;
    mapping(address token => Holding) holdings;
    mapping(address adapter => bool) hasAdapter;
}

/// @notice Where a trade happens.
/// @param asset The vault's own.
/// @param cash Atoms of it at hand.
/// @param gross Atoms of it that everything is worth.
/// @param closingOnly Whether only trades back into the asset are allowed.
struct DeskContext {
    IVaultRules rules;
    IPriceOracle oracle;
    address asset;
    uint256 cash;
    uint256 gross;
    bool closingOnly;
}

/// @notice What a trade came to. Atoms; `lost`, `cash` and `deployed` of the vault's asset.
struct Filled {
    uint256 spent;
    uint256 received;
    uint256 lost;
    uint256 cash;
    uint256 deployed;
}

/// @title Trading within a mandate
/// @notice Holds every trade against the mandate and the oracle, believes only balances about what an adapter did, and keeps
/// the list of positions. Works on the storage of the vault that calls it.
/// @dev Linked, so that the vault stays within the size that networks take. Every external function runs in the vault, under
/// its reentrancy guard.
library TradeDesk {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev Every booking prices each position, so that many must always be payable.
    uint256 internal constant ASSETS_MAX = 8;
    uint256 internal constant ADAPTERS_MAX = 8;
    uint16 internal constant SLIPPAGE_BPS_MAX = 500;
    uint16 internal constant WINDOW_SLIPPAGE_BPS_MAX = 1_000;
    uint32 internal constant WINDOW_SECONDS_MIN = 1 hours;
    uint32 internal constant WINDOW_SECONDS_MAX = 30 days;
    uint16 internal constant DRAWDOWN_BPS_MIN = 100;
    uint16 internal constant DRAWDOWN_BPS_MAX = 5_000;
    uint256 internal constant BPS = 10_000;
    uint256 internal constant WAD = 1e18;

    error OutOfMandateBounds(uint256 value, uint256 min, uint256 max);
    error TooMany(uint256 count, uint256 max);
    error NotApproved(address what);
    error ClosingOnly(address tokenOut);
    error DeadlinePassed(uint256 deadline, uint256 now_);
    error SameToken(address token);
    error AssetNotInMandate(address token);
    error AdapterNotInMandate(address adapter);
    error HoldingTooSmall(address token, uint256 wanted, uint256 held);
    error Slippage(uint256 received, uint256 least);
    error SpentMore(address token, uint256 spent, uint256 allowed);
    error WindowSlippage(uint256 spentWad, uint256 maxWad);
    error PositionTooLarge(address token, uint256 worth, uint256 most);

    /// @notice Stores a mandate, each number within what is sane for anybody's money, each name approved by `rules`.
    function open(Desk storage desk, IVaultRules rules, address asset, Mandate calldata mandate) external {
        _requireWithin(mandate.slippageBpsMax, 1, SLIPPAGE_BPS_MAX);
        _requireWithin(mandate.windowSlippageBpsMax, 1, WINDOW_SLIPPAGE_BPS_MAX);
        _requireWithin(mandate.windowSeconds, WINDOW_SECONDS_MIN, WINDOW_SECONDS_MAX);
        _requireWithin(mandate.positionBpsMax, 1, BPS);
        _requireWithin(mandate.drawdownBpsMax, DRAWDOWN_BPS_MIN, DRAWDOWN_BPS_MAX);
        if (mandate.assets.length > ASSETS_MAX) revert TooMany(mandate.assets.length, ASSETS_MAX);
        if (mandate.adapters.length > ADAPTERS_MAX) revert TooMany(mandate.adapters.length, ADAPTERS_MAX);
        desk.slippageBpsMax = mandate.slippageBpsMax;
        desk.windowSlippageBpsMax = mandate.windowSlippageBpsMax;
        desk.windowSeconds = mandate.windowSeconds;
        desk.positionBpsMax = mandate.positionBpsMax;
        desk.drawdownBpsMax = mandate.drawdownBpsMax;
        if (!rules.isAsset(asset)) revert NotApproved(asset);
        for (uint256 i = 0; i < mandate.assets.length; ++i) {
            address token = mandate.assets[i];
            if (!rules.isAsset(token)) revert NotApproved(token);
            if (token == asset || desk.holdings[token].listed) revert SameToken(token);
            desk.holdings[token].listed = true;
            desk.assets.push(token);
        }
        for (uint256 i = 0; i < mandate.adapters.length; ++i) {
            if (!rules.isAdapter(mandate.adapters[i])) revert NotApproved(mandate.adapters[i]);
            desk.hasAdapter[mandate.adapters[i]] = true;
        }
    }

    /// @notice Trades, or reverts for the first rule that is broken.
    function fill(Desk storage desk, DeskContext memory context, Trade calldata trade)
        external
        returns (Filled memory filled)
    {
        _check(desk, context, trade);
        (uint256 usdIn, uint256 least) = _leastOut(desk, context, trade);
        filled.cash = context.cash;
        _swap(desk, context, trade, Math.max(least, trade.amountOutMin), filled);
        // Less may have been sold than was offered, at no worse a price.
        if (filled.spent < trade.amountIn) usdIn = context.oracle.value(trade.tokenIn, filled.spent);
        uint256 usdLost = Math.saturatingSub(usdIn, context.oracle.value(trade.tokenOut, filled.received));
        filled.lost = _inAsset(context.oracle, context.asset, usdLost, Math.Rounding.Ceil);
        _spend(desk, filled.lost, context.gross);
        filled.deployed = _worth(desk, context.oracle, context.asset);
        if (trade.tokenOut != context.asset) _checkPosition(desk, context, trade.tokenOut, filled.cash + filled.deployed);
    }

    /// @notice What all positions are worth in atoms of `asset`, rounded down.
    function worth(Desk storage desk, IPriceOracle oracle, address asset) external view returns (uint256) {
        return _worth(desk, oracle, asset);
    }

    /// @notice Takes `part` / `whole` of every position out of the count, rounded down, and says what that is.
    function giveOut(Desk storage desk, uint256 part, uint256 whole)
        external
        returns (address[] memory tokens, uint256[] memory amounts)
    {
        tokens = desk.positions;
        amounts = new uint256[](tokens.length);
        for (uint256 i = 0; i < tokens.length; ++i) {
            uint256 held = desk.holdings[tokens[i]].amount;
            amounts[i] = Math.mulDiv(held, part, whole);
            desk.holdings[tokens[i]].amount = (held - amounts[i]).toUint128();
        }
    }

    function _check(Desk storage desk, DeskContext memory context, Trade calldata trade) private view {
        if (block.timestamp > trade.deadline) revert DeadlinePassed(trade.deadline, block.timestamp);
        if (trade.tokenIn == trade.tokenOut) revert SameToken(trade.tokenIn);
        if (!desk.hasAdapter[trade.adapter]) revert AdapterNotInMandate(trade.adapter);
        if (!context.rules.isAdapter(trade.adapter)) revert NotApproved(trade.adapter);
        if (trade.tokenOut == context.asset) return;
        if (context.closingOnly) revert ClosingOnly(trade.tokenOut);
        if (!desk.holdings[trade.tokenOut].listed) revert AssetNotInMandate(trade.tokenOut);
        if (!context.rules.isAsset(trade.tokenOut)) revert NotApproved(trade.tokenOut);
    }

    /// @dev What goes in is worth by the oracle, and what must come out at least, rounded up.
    function _leastOut(Desk storage desk, DeskContext memory context, Trade calldata trade)
        private
        view
        returns (uint256 usdIn, uint256 least)
    {
        usdIn = context.oracle.value(trade.tokenIn, trade.amountIn);
        uint256 fair = _inAsset(context.oracle, trade.tokenOut, usdIn, Math.Rounding.Ceil);
        least = Math.mulDiv(fair, BPS - desk.slippageBpsMax, BPS, Math.Rounding.Ceil);
    }

    /// @dev Lets the adapter take exactly `amountIn`, and believes only balances about what it did.
    function _swap(Desk storage desk, DeskContext memory context, Trade calldata trade, uint256 least, Filled memory filled)
        private
    {
        (IERC20 tokenIn, IERC20 tokenOut) = (IERC20(trade.tokenIn), IERC20(trade.tokenOut));
        uint256 held = trade.tokenIn == context.asset ? filled.cash : desk.holdings[trade.tokenIn].amount;
        if (trade.amountIn == 0 || trade.amountIn > held) revert HoldingTooSmall(trade.tokenIn, trade.amountIn, held);
        (uint256 inBefore, uint256 outBefore) = (tokenIn.balanceOf(address(this)), tokenOut.balanceOf(address(this)));
        tokenIn.forceApprove(trade.adapter, trade.amountIn);
        ITradeAdapter(trade.adapter).swap(trade.tokenIn, trade.tokenOut, trade.amountIn, least, trade.data);
        tokenIn.forceApprove(trade.adapter, 0);
        filled.spent = inBefore - tokenIn.balanceOf(address(this));
        filled.received = tokenOut.balanceOf(address(this)) - outBefore;
        if (filled.spent > trade.amountIn) revert SpentMore(trade.tokenIn, filled.spent, trade.amountIn);
        if (filled.received < least) revert Slippage(filled.received, least);
        if (trade.tokenIn == context.asset) filled.cash -= filled.spent;
        else _setHeld(desk, trade.tokenIn, held - filled.spent);
        if (trade.tokenOut == context.asset) filled.cash += filled.received;
        else _setHeld(desk, trade.tokenOut, desk.holdings[trade.tokenOut].amount + filled.received);
    }

    /// @dev Adds a loss of `lost` out of `whole`, rounded up. Half of the limit may be lost at once and half more drains away
    /// in a window, so no window of that length ever loses more than the whole limit, wherever it begins.
    function _spend(Desk storage desk, uint256 lost, uint256 whole) private {
        uint256 maxWad = desk.windowSlippageBpsMax * WAD / BPS / 2;
        uint256 elapsed = Math.min(block.timestamp - desk.spentAt, desk.windowSeconds);
        uint256 spentWad = Math.saturatingSub(desk.spentWad, elapsed * maxWad / desk.windowSeconds);
        if (lost > 0) spentWad += Math.mulDiv(lost, WAD, whole, Math.Rounding.Ceil);
        if (spentWad > maxWad) revert WindowSlippage(spentWad, maxWad);
        // At most a twentieth of 1e18.
        desk.spentWad = uint64(spentWad);
        desk.spentAt = uint40(block.timestamp);
    }

    function _checkPosition(Desk storage desk, DeskContext memory context, address token, uint256 gross) private view {
        uint256 usd1e18 = context.oracle.value(token, desk.holdings[token].amount);
        uint256 worth_ = _inAsset(context.oracle, context.asset, usd1e18, Math.Rounding.Ceil);
        uint256 most = Math.mulDiv(gross, desk.positionBpsMax, BPS);
        if (worth_ > most) revert PositionTooLarge(token, worth_, most);
    }

    function _worth(Desk storage desk, IPriceOracle oracle, address asset) private view returns (uint256) {
        uint256 usd1e18;
        for (uint256 i = 0; i < desk.positions.length; ++i) {
            address token = desk.positions[i];
            usd1e18 += oracle.value(token, desk.holdings[token].amount);
        }
        return _inAsset(oracle, asset, usd1e18, Math.Rounding.Floor);
    }

    function _inAsset(IPriceOracle oracle, address asset, uint256 usd1e18, Math.Rounding rounding)
        private
        view
        returns (uint256)
    {
        if (usd1e18 == 0) return 0;
        return Math.mulDiv(usd1e18, 10 ** IERC20Metadata(asset).decimals(), oracle.price(asset), rounding);
    }

    /// @dev Counts `amount` of `token` as the vault's own, and keeps the list of open positions.
    function _setHeld(Desk storage desk, address token, uint256 amount) private {
        uint256 old = desk.holdings[token].amount;
        desk.holdings[token].amount = amount.toUint128();
        if (old == 0 && amount > 0) desk.positions.push(token);
        if (old == 0 || amount > 0) return;
        uint256 last = desk.positions.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            if (desk.positions[i] == token) {
                desk.positions[i] = desk.positions[last];
                break;
            }
        }
        desk.positions.pop();
    }

    function _requireWithin(uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert OutOfMandateBounds(value, min, max);
    }
}
